"""Routes of what a workspace has: its people and keys, its files, brand, consents, clones, posts and shares."""

from api.routes import assets, brand, clones, consents, keys, posts, shares, workspaces

ROUTERS = (
    workspaces.router,
    keys.router,
    assets.router,
    assets.files,
    brand.router,
    consents.router,
    clones.router,
    posts.router,
    shares.router,
)
