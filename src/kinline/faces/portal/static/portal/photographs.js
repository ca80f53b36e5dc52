/* Photographs on a bad line: made smaller before they are sent, sent one by one, tried again. All works without it. */
(() => {
  "use strict";
  const LONGEST_SIDE = 2048;
  const QUALITY = 0.85;
  const TRIES = 4;
  const PAUSE_MS = 2000;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  /* A smaller JPEG of the picture, upright and without its hidden place and date; the file itself if this browser
     cannot read it. */
  const smaller = async (file) => {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      const drawing = canvas.getContext("2d");
      drawing.fillStyle = "#fff";
      drawing.fillRect(0, 0, canvas.width, canvas.height);
      drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      return made && made.size < file.size ? made : file;
    } catch {
      return file;
    }
  };

  /* One POST. Comes back with the answer's status, address and page; throws where the line breaks. */
  const send = (form, body, progressed) =>
    new Promise((done, broke) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.upload.onprogress = (event) => event.lengthComputable && progressed((100 * event.loaded) / event.total);
      request.onload = () => done({ status: request.status, page: request.responseText, url: request.responseURL });
      request.onerror = broke;
      request.ontimeout = broke;
      request.send(body);
    });

  const begin = (form) => {
    const input = form.querySelector("input[type=file]");
    const button = form.querySelector("button[type=submit]");
    const box = form.querySelector("[data-progress]");
    const says = box.querySelector("[data-says]");
    const bar = box.querySelector("progress");
    const say = (words) => {
      box.hidden = false;
      if (says.textContent !== words) says.textContent = words;
    };

    const sendOne = async (file) => {
      say(form.dataset.gettingReady);
      const made = await smaller(file);
      const body = new FormData();
      for (const field of form.querySelectorAll("input:not([type=file])")) {
        if (field.type !== "checkbox" || field.checked) body.append(field.name, field.value);
      }
      body.append(input.name, made, made === file ? file.name : "photograph.jpg");
      for (let attempt = 1; ; attempt += 1) {
        try {
          say(form.dataset.onItsWay);
          return await send(form, body, (percent) => (bar.value = percent));
        } catch (broken) {
          if (attempt === TRIES) throw broken;
          say(form.dataset.lineBroke);
          await pause(PAUSE_MS * attempt);
        }
      }
    };

    form.addEventListener("submit", async (event) => {
      const files = [...input.files];
      if (!files.length) return;
      event.preventDefault();
      button.disabled = true;
      try {
        let answer;
        for (const file of files) {
          bar.value = 0;
          answer = await sendOne(file);
          if (answer.status >= 400) break;
        }
        if (answer.status < 400) {
          location.assign(answer.url);
          return;
        }
        /* What was refused is said by the page that came back; its fields and photographs are the newest. */
        const page = new DOMParser().parseFromString(answer.page, "text/html");
        const main = page.getElementById("main");
        if (!main) throw new Error(String(answer.status));
        document.title = page.title;
        document.getElementById("main").replaceWith(main);
        document.getElementById("error-summary")?.focus();
        for (const fresh of main.querySelectorAll("form[data-photographs]")) begin(fresh);
      } catch {
        bar.value = 0;
        say(form.dataset.notSent);
        button.disabled = false;
      }
    });
  };

  for (const form of document.querySelectorAll("form[data-photographs]")) begin(form);
})();
