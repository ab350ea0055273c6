// Runs before the page is drawn, so that what needs script is never seen without it. Its own file, because the
// content security policy allows no script inside a page.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
