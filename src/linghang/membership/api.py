"""What programs may ask and do: the same functions and the same access as the pages."""

from ninja import Router

router = Router()
