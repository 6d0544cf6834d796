/* A tap on the drawing chooses in the list beside it, without the page moving there. */
for (const part of document.querySelectorAll(".part")) {
  part.addEventListener("click", (event) => {
    const choice = document.getElementById(part.htmlFor);
    event.preventDefault();
    // A second tap takes it back: a drawing has no "nowhere".
    (choice.checked ? document.getElementById("id_place_none") : choice).checked = true;
  });
}
