from allauth.account.apps import AccountConfig


class WithoutMiddleware(AccountConfig):
    """allauth's accounts, which refuse to start without their middleware, for the floor alone."""

    def ready(self) -> None:
        pass
