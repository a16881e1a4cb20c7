// SPDX-License-Identifier: Apache-2.0
// Shows the values nearest to the pointer. The page is complete without it.
for (const figure of document.querySelectorAll(".chart")) {
  const svg = figure.querySelector("svg");
  const cursor = figure.querySelector(".cursor");
  const tip = figure.querySelector(".tip");
  const { l, r, log } = svg.dataset;
  const scaled = (x) => (log === "1" ? Math.log10(x) : +x);
  const x0 = scaled(svg.dataset.x0);
  const x1 = scaled(svg.dataset.x1);
  const series = [...svg.querySelectorAll("[data-points]")].map((g) => ({
    name: g.dataset.name,
    points: g.dataset.points.split(" ").filter(Boolean).map((p) => p.split(",")),
  }));
  const toPixel = (x) => +l + ((scaled(x) - x0) / (x1 - x0)) * (r - l);
  const nearest = (points, x) =>
    points.reduce((best, p) =>
      Math.abs(scaled(p[0]) - x) < Math.abs(scaled(best[0]) - x) ? p : best);
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / box.width;
    const pixel = (event.clientX - box.left) * scale;
    const x = x0 + ((pixel - l) / (r - l)) * (x1 - x0);
    const hits = series.map((s) => ({ name: s.name, point: nearest(s.points, x) }));
    const at = toPixel(hits[0].point[0]);
    cursor.setAttribute("x1", at);
    cursor.setAttribute("x2", at);
    cursor.style.visibility = "visible";
    // A point with a text of its own for x has the same x on all lines.
    const text = hits[0].point[2];
    tip.textContent = text
      ? [text, ...hits.map((h) => `${h.point[1]}  ${h.name}`)].join("\n")
      : hits
          .map((h) => `${h.name} ${h.point[1]}  at ${(+h.point[0]).toLocaleString("en")}`)
          .join("\n");
    tip.style.display = "block";
    const left = at / scale + box.left - figure.getBoundingClientRect().left;
    tip.style.left = `${Math.min(Math.max(left - tip.offsetWidth / 2, 4), figure.clientWidth - tip.offsetWidth - 4)}px`;
    tip.style.top = `${box.top - figure.getBoundingClientRect().top + 2}px`;
  });
  svg.addEventListener("pointerleave", () => {
    cursor.style.visibility = "hidden";
    tip.style.display = "none";
  });
}
