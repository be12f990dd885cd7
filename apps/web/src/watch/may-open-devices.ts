/** What the browser has told; a status follows the person's decisions by itself. */
let statuses: readonly PermissionStatus[] | undefined;

/** As far as the browser was asked. */
export const mayOpenDevicesAtOnce = (): boolean => statuses?.every(({ state }) => state === 'granted') ?? false;

/** Whether camera and microphone open without a question of the browser. Where it does not tell: no. */
export async function mayOpenDevices(): Promise<boolean> {
  try {
    const names = ['camera', 'microphone'] as PermissionName[];
    statuses = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return mayOpenDevicesAtOnce();
  } catch {
    return false;
  }
}
