export function Page() {
  return <h1>Health</h1>;
}
