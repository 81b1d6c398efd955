for (const figure of document.querySelectorAll("figure[data-slide]")) {
  const pair = figure.querySelector(".pair"), box = figure.querySelector(".slider"), range = box.querySelector("input");
  const slide = () => {
    pair.style.setProperty("--cut", range.value + "%");
    pair.style.setProperty("--strip", range.value < 50 ? "0%" : "100%");
    range.setAttribute("aria-valuetext", range.value + " % before, " + (100 - range.value) + " % after");
  };
  range.addEventListener("input", slide);
  figure.classList.add("slid");
  box.hidden = false;
  slide();
}
