"""What can go wrong with versions of networks."""

from extractor.errors import JixiaoError


class RegistryError(JixiaoError):
    """A version is not there, or not as it was registered."""

    code = "models.registry"
    remedy = "用 list 查看已登记的版本。 See the registered versions with `list`."
