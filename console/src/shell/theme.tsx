import { type ReactNode, useState } from "react";
import { Select } from "#console/ui/fields.tsx";

const choices = [
  { id: "system", label: "As the system" },
  { id: "light", label: "Light" },
  { id: "dark", label: "Dark" },
] as const;
type Theme = (typeof choices)[number]["id"];

/** Puts the colours on that were chosen at this browser. */
export function applyTheme(): Theme {
  const kept = choices.find(({ id }) => id === localStorage.getItem("theme"))?.id ?? "system";
  if (kept === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = kept;
  return kept;
}

export function ThemeChoice(): ReactNode {
  const [theme, setTheme] = useState(applyTheme);
  return (
    <Select
      label="Colours"
      choices={choices}
      chosen={theme}
      onChoose={(chosen) => {
        localStorage.setItem("theme", chosen);
        setTheme(applyTheme());
      }}
    />
  );
}
