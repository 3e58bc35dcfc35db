from django.contrib.auth.hashers import Argon2PasswordHasher


class SchoolArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's second set of parameters: 19 MiB, two passes, one lane.

    Some 20 ms of CPU for a sign-in. Django's default costs ten times that, and a school signs
    in 200 pupils within a second on two cores (docs/decisions).
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
