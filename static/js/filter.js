/* Choosing a template or an order shows the result at once; without a script the search button does. */

for (const choice of document.querySelectorAll(".filter select")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}
