"""What can go wrong with networks and their versions."""


class WeightsNotFoundError(FileNotFoundError):
    """A weights file is absent, or its bytes are not the ones that were tested."""


class RegistryError(Exception):
    """A version is not there, or not as it was registered."""

    code = "models.registry"
    remedy = "用 jixiao models list 查看已登记的版本。 See the versions with `jixiao models list`."
