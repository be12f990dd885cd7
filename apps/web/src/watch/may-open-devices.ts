/** Whether camera and microphone open without a question of the browser. Where it does not tell: no. */
export async function mayOpenDevices(): Promise<boolean> {
  try {
    const names = ['camera', 'microphone'] as PermissionName[];
    const answers = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return answers.every(({ state }) => state === 'granted');
  } catch {
    return false;
  }
}
