import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { router } from "./router.tsx";
import { applyTheme } from "./shell/theme.tsx";
import { forgetCalls } from "./wire/calls.ts";
import { queryClient } from "./wire/queries.ts";
import "./ui/theme.css";
import "./ui/controls.css";
import "./shell/shell.css";

applyTheme();
// Another page begins, and its own calls.
router.subscribe("onBeforeLoad", ({ pathChanged }) => pathChanged && forgetCalls());
const place = document.getElementById("console");
if (place === null) throw new Error("The page has no place for the console.");
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
