export function Page() {
  return <h1>Get a guest in</h1>;
}
