/** Where the application lives, without a slash at the end: empty at the root of a server, `/assay` under a sub-path. */
export const BASE_PATH = new URL('.', document.baseURI).pathname.replace(/\/$/, '');

/** The address of the server's API and pages, without a slash at the end. */
export const SERVER_URL = new URL('.', document.baseURI).href.replace(/\/$/, '');
