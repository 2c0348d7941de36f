/** How the names of built files begin: what a browser loads first, views that it loads later, a saved page's script. */
export const pagePrefix = 'page-';
export const partPrefix = 'part-';
export const savedPrefix = 'saved-';
