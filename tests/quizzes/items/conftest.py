from hypothesis import HealthCheck, settings

# The same cases on every run, and no stopwatch: a busy machine must not fail a test.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")
