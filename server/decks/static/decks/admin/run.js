// Keeps the page of a running import up to date until the import has ended.
"use strict";
{
  const PERIOD = 2000; // ms
  const running = () => document.querySelector('[data-run="running"]');

  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelectorAll("fieldset.module");
      if (answer.ok && page.querySelector("[data-run]"))
        document.querySelectorAll("fieldset.module").forEach((old, at) => {
          if (fresh[at] && old.innerHTML !== fresh[at].innerHTML) old.innerHTML = fresh[at].innerHTML;
        });
    } catch {
      // The server is restarting, or the network is away: ask again.
    }
    if (running()) setTimeout(look, PERIOD);
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (running()) setTimeout(look, PERIOD);
  });
}
