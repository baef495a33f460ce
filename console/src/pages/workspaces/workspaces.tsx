export function Page() {
  return <h1>Workspaces</h1>;
}
