/// Starts the room in the page's #room, from the page's #boot.
export {};
