// Tells the server once a visit that this page was shown to somebody.
const seen = document.querySelector("form[data-seen]");
if (seen && !sessionStorage.getItem(seen.action)) {
  sessionStorage.setItem(seen.action, "1");
  navigator.sendBeacon(seen.action, new FormData(seen));
}
