(function () {
  var steps = document.querySelectorAll(".step"), told = document.getElementById("told");
  var moments = document.querySelectorAll("[id^=moment-]");
  var place = document.getElementById("place");
  function show(number) {
    number = Math.min(Math.max(number || 1, 1), steps.length);
    steps.forEach(function (step, at) { step.classList.toggle("here", at + 1 === number); });
    moments.forEach(function (moment) { moment.classList.toggle("here", moment.id === "moment-" + number); });
    place.value = number;
    told.textContent = number + " of " + steps.length;
  }
  function go(by) { show(Number(place.value) + by); }
  document.body.classList.add("stepped");
  place.addEventListener("input", function () { go(0); });
  document.getElementById("back").addEventListener("click", function () { go(-1); });
  document.getElementById("next").addEventListener("click", function () { go(1); });
  document.addEventListener("keydown", function (event) {
    if (event.target === place) { return; }
    if (event.key === "ArrowLeft") { go(-1); }
    if (event.key === "ArrowRight") { go(1); }
  });
  show(Number(location.hash.replace("#step-", "")));
})();
