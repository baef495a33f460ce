export function Page() {
  return <h1>Edit code</h1>;
}
