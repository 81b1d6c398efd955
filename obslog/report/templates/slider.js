for (const figure of document.querySelectorAll("figure[data-slide]")) {
  const pair = figure.querySelector(".pair"), box = figure.querySelector(".slider");
  const range = box.querySelector("input"), beside = box.querySelector("button");
  const slide = () => {
    pair.style.setProperty("--cut", range.value + "%");
    pair.style.setProperty("--strip", range.value < 50 ? "0%" : "100%");
    range.setAttribute("aria-valuetext", range.value + " % before, " + (100 - range.value) + " % after");
  };
  const lay = (slid) => {
    figure.classList.toggle("slid", slid);
    range.disabled = !slid;
    beside.setAttribute("aria-pressed", String(!slid));
  };
  range.addEventListener("input", slide);
  beside.addEventListener("click", () => lay(!figure.classList.contains("slid")));
  box.hidden = false;
  lay(true);
  slide();
}
