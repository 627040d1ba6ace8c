"""Settings of the shop: `dev` on a laptop, `production` on the server."""
