// Saying what is kept on this phone and not sent yet.

import { kept, remove } from "./store.js";

const element = (id) => document.getElementById(id);
const language = document.documentElement.lang || "en";
const longDay = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

export const dayInWords = (day) => longDay.format(new Date(`${day}T00:00:00Z`));
export const counted = ({ dataset }, count) => (count === 1 ? dataset.one : dataset.other).replace("{count}", count);

function say(id, words) {
  const place = element(id);
  if (words && place.textContent !== words) place.textContent = words;
  place.hidden = !words;
}

// Show what `person` has waiting. Without a person nothing is shown, whoever's it is.
export async function tell(person, { isSignedOut = false, elsewhere = [] } = {}) {
  const place = element("waiting");
  if (!place) return;
  const entries = person ? await kept(person) : [];
  const count = entries.filter((entry) => !entry.problems).length;
  const { words } = element("waiting-count").dataset;
  say("waiting-count", count ? words.replace("{count}", count) : "");
  const way = element("waiting-signed-out").querySelector("a");
  way.textContent = counted(way, count);
  element("waiting-signed-out").hidden = !(isSignedOut && count);
  if (elsewhere.length) {
    const items = new Intl.ListFormat(language).format(elsewhere);
    say("waiting-elsewhere", element("waiting-elsewhere").dataset.words.replace("{items}", items));
  }
  element("waiting-refusals").replaceChildren(...entries.filter((entry) => entry.problems).map(refusal));
  place.hidden = false;
}

function refusal(entry) {
  const notice = element("waiting-refused").content.firstElementChild.cloneNode(true);
  notice.querySelector("[data-day]").textContent = dayInWords(entry.day);
  const problems = notice.querySelector("[data-problems]");
  problems.textContent = entry.problems.join(" ") || problems.dataset.unknown;
  notice.querySelector("[data-correct]").href = `/check-in/${entry.day}/#${entry.clientId}`;
  notice.querySelector("[data-remove]").addEventListener("click", async () => {
    await remove(entry.clientId);
    notice.remove();
  });
  return notice;
}
