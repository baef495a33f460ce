/** Where the page of a connect webview is. */
export const webviewPath = "/connect_webviews/view";

/** Where a page of a provider's sends browsers back to: an operator registers it there. */
export const webviewReturnPath = "/connect_webviews/return";
