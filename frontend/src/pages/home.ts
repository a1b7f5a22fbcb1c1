/// Home: makes the code field ready and brings the face to try. Without script the page still lets people in.
import { readyCodeField } from "./home/codeField";
import { startSample } from "./home/sample";

const form = document.querySelector<HTMLFormElement>("#join");
if (form) readyCodeField(form);

const section = document.querySelector<HTMLElement>("#try");
if (section) void startSample(section);
