/* One more box for what is noticed in the yard; without scripts three empty ones come with every opening of the form. */
(() => {
  "use strict";
  const button = document.querySelector("[data-add-row]");
  const count = document.querySelector("[name=row_count]");
  const most = 60;
  button.hidden = false;
  button.addEventListener("click", () => {
    const number = Number(count.value);
    const last = [...document.querySelectorAll("[data-row]")].at(-1);
    const row = last.cloneNode(true);
    row.querySelector("legend").textContent = number + 1;
    for (const part of row.querySelectorAll("img, .field:has([name$=takes_photo_off]), .errorlist")) part.remove();
    for (const field of row.querySelectorAll("[name]")) {
      field.name = field.name.replace(/^row-\d+-/, `row-${number}-`);
      field.id = field.id.replace(/row-\d+-/, `row-${number}-`);
      field.value = field.name.endsWith("-row") ? "0" : "";
    }
    for (const label of row.querySelectorAll("label[for]")) label.htmlFor = label.htmlFor.replace(/row-\d+-/, `row-${number}-`);
    last.after(row);
    count.value = number + 1;
    button.hidden = number + 1 >= most;
    row.querySelector("textarea").focus();
  });
})();
