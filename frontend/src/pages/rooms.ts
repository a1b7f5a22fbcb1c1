/// The open rooms: keeps the list current while somebody looks at it. Without script it stands as the server wrote it.
import { keepCurrent } from "./rooms/live";

const list = document.querySelector<HTMLElement>("#open-rooms");
if (list) keepCurrent(list);
