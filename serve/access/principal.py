"""Who asks: a key, a user with a session, or the machine itself."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What a key or user may do. `admin` holds all others; `write` and `annotate` hold `read`."""

    READ = "read"
    WRITE = "write"
    ANNOTATE = "annotate"
    ADMIN = "admin"
    PERSONAL = "personal"  # may see the names of people in forms


_HELD = {
    Scope.READ: frozenset((Scope.READ,)),
    Scope.WRITE: frozenset((Scope.READ, Scope.WRITE)),
    Scope.ANNOTATE: frozenset((Scope.READ, Scope.ANNOTATE)),
    Scope.ADMIN: frozenset(Scope),
    Scope.PERSONAL: frozenset((Scope.PERSONAL,)),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller. `requests_per_minute` is None for the default of the settings."""

    id: str
    name: str
    scopes: frozenset[Scope]
    requests_per_minute: int | None = None

    def may(self, scope: Scope) -> bool:
        """Whether one of the scopes holds `scope`."""
        return any(scope in _HELD[held] for held in self.scopes)


MACHINE = Principal("machine", "jixiao", frozenset((Scope.ADMIN,)))
LOOPBACK = Principal("loopback", "本机 local", frozenset((Scope.ADMIN,)))
