import * as govuk from "./govuk-frontend.min.js";
import * as moj from "./moj-frontend.min.js";
import { keepDrafts } from "./drafts.js";

govuk.initAll();
moj.initAll();
keepDrafts();

// A select with many choices becomes a box to type in; the select stays underneath and is what is sent.
const long = document.querySelectorAll("select[data-searchable]");
if (long.length) {
  // A suggestion is drawn as HTML, and names in it are as somebody typed them.
  const plain = (text) => {
    const shown = document.createElement("span");
    shown.textContent = text ?? "";
    return shown.innerHTML;
  };
  const enhance = () => {
    for (const select of long) {
      window.accessibleAutocomplete.enhanceSelectElement({
        selectElement: select,
        defaultValue: select.selectedOptions[0]?.value ? select.selectedOptions[0].text : "",
        showAllValues: true,
        confirmOnBlur: false,
        preserveNullOptions: true,
        displayMenu: "overlay",
        templates: { inputValue: (text) => text ?? "", suggestion: plain },
        tNoResults: () => "No match. Check the spelling or clear the box to see them all",
      });
    }
  };
  const script = document.createElement("script");
  script.src = document.getElementById("almoner").dataset.autocomplete;
  script.addEventListener("load", enhance);
  document.head.append(script);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Work that goes on elsewhere is looked at again by itself; without script the page has a link that does it.
const waiting = document.querySelector("[data-refresh]");
if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.refresh) * 1000);
