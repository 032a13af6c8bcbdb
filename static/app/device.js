/* The button of views/map/home.py. */
const DECIMALS = 4; // about 10 m; the same as views/state/state.py

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const button = parentElement.querySelector(".riool-device");
  const label = parentElement.querySelector(".riool-device-label");
  const rest = () => { label.textContent = data.label; button.disabled = false; };
  const round = (degrees) => Number(degrees.toFixed(DECIMALS));
  rest();
  button.style.visibility = ""; // a button without its name is nobody's to press
  button.onclick = () => {
    if (!navigator.geolocation) { setTriggerValue("refused", "absent"); return; }
    label.textContent = data.asking;
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { rest(); setTriggerValue("position", { latitude: round(coords.latitude), longitude: round(coords.longitude) }); },
      (error) => { rest(); setTriggerValue("refused", String(error.code)); },
      { enableHighAccuracy: true, maximumAge: 60000, timeout: 15000 },
    );
  };
  return () => { button.onclick = null; };
}
