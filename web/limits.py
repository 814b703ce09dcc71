"""How often an address may try: sign-in and what a visitor may store are limited, programs so that one alone cannot fill the machine; reading pages is not."""

from __future__ import annotations

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SIGN_IN_LIMIT = "10 per minute; 60 per hour"
API_LIMIT = "12000 per minute"
VISITOR_LIMIT = "120 per minute; 1500 per hour"

limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")
