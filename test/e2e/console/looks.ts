/** How somebody looks at the console. */
export interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colours: "light" | "dark";
}

export const desktop: Look = { name: "desktop", width: 1280, height: 800, colours: "light" };
export const phoneAtNight: Look = { name: "phone-dark", width: 390, height: 844, colours: "dark" };
export const looks: readonly Look[] = [
  desktop,
  { ...desktop, name: "desktop-dark", colours: "dark" },
  { ...phoneAtNight, name: "phone", colours: "light" },
  phoneAtNight,
];
