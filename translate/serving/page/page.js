"use strict";
// Sends the text to /translate and shows the aligned sentences; all text is set as text, never as HTML.
const form = document.getElementById("form");
const status = document.getElementById("status");
const table = document.getElementById("pairs");

function cell(text, notes, language) {
  const td = document.createElement("td");
  td.lang = language;
  td.append(text);
  if (notes) {
    const small = document.createElement("span");
    small.className = "role";
    small.textContent = notes;
    td.append(small);
  }
  return td;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  status.textContent = "Translating …";
  const body = JSON.stringify({ q: document.getElementById("text").value, source: "id", target: "en", pairs: true });
  try {
    const response = await fetch("translate", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    const rows = answer.pairs.map((pair) => {
      const row = document.createElement("tr");
      const role = ["body", "headline"].includes(pair.role) ? "" : pair.role;
      row.className = role ? "aside" : "";
      const quality = pair.quality === null ? [] : [`quality ${pair.quality.toFixed(2)}`];
      row.append(cell(pair.id, role, "id"), cell(pair.en, [...quality, ...pair.flags].join(" · "), "en"));
      return row;
    });
    table.tBodies[0].replaceChildren(...rows);
    table.hidden = rows.length === 0;
    status.textContent = `${rows.length} sentences`;
  } catch (error) {
    status.textContent = error.message;
  }
});
