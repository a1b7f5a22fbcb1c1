/// placeholder
export function rehearse(): void {}
