/** Where the page of a connect webview is. */
export const webviewPath = "/connect_webviews/view";
