/// The web page at `/`: plain files beside this package, which are sent as they are. What the page
/// does is in them; start at `app.js`. Here is how they are sent: to everybody, with headers that
/// let the page load nothing from elsewhere and be shown in no other page.
package llamajar.server.page;
