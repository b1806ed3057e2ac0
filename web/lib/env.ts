/** Where the API answers; told by whoever starts this server. */
export const API = `${process.env.STUDIO_API ?? "http://127.0.0.1:8400"}/api/v1`;
