// SPDX-License-Identifier: Apache-2.0
// Shows the values nearest to the pointer on a logarithmic axis. The page is complete without it.
for (const figure of document.querySelectorAll(".shares")) {
  const svg = figure.querySelector("svg");
  const cursor = figure.querySelector(".cursor");
  const tip = figure.querySelector(".tip");
  const { x0, x1, l, r } = svg.dataset;
  const span = Math.log(x1 / x0);
  const series = [...svg.querySelectorAll("[data-points]")].map((g) => ({
    name: g.dataset.name,
    points: g.dataset.points.split(";").filter(Boolean).map((p) => p.split(",")),
  }));
  const nearest = (points, x) =>
    points.reduce((best, p) =>
      Math.abs(Math.log(p[0] / x)) < Math.abs(Math.log(best[0] / x)) ? p : best);
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / box.width;
    const way = ((event.clientX - box.left) * scale - l) / (r - l);
    const x = x0 * Math.exp(Math.min(Math.max(way, 0), 1) * span);
    const hits = series.map((s) => ({ name: s.name, point: nearest(s.points, x) }));
    const at = +l + (Math.log(hits[0].point[0] / x0) / span) * (r - l);
    cursor.setAttribute("x1", at);
    cursor.setAttribute("x2", at);
    cursor.style.visibility = "visible";
    tip.textContent = [hits[0].point[2], ...hits.map((h) => `${h.point[1]}  ${h.name}`)].join("\n");
    tip.style.display = "block";
    const left = at / scale + box.left - figure.getBoundingClientRect().left;
    const room = figure.clientWidth - tip.offsetWidth - 4;
    tip.style.left = `${Math.min(Math.max(left + 10, 4), room)}px`;
    tip.style.top = `${box.top - figure.getBoundingClientRect().top + 2}px`;
  });
  svg.addEventListener("pointerleave", () => {
    cursor.style.visibility = "hidden";
    tip.style.display = "none";
  });
}
