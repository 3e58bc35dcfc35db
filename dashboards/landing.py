"""Which of their roles a person sees first."""

from accounts.models import Role, User

# The most daily one first: who teaches and also keeps the content comes to teach.
DAILY_ORDER = (Role.TEACHER, Role.STUDENT, Role.OPERATOR, Role.EDITOR, Role.ADMIN)


def roles_of(user: User) -> list[Role]:
    """The person's roles today, the most daily first."""
    return [role for role in DAILY_ORDER if user.has_role(role)]


def role_shown(user: User, wanted: str = "") -> Role | None:
    """The role whose home opens: the wanted one if they have it, else their most daily one."""
    roles = roles_of(user)
    return next((role for role in roles if role == wanted), roles[0] if roles else None)
