/** Of cameras, microphones and speakers; part of strings.ts. */
export const deviceWords = {
  camera: {
    blocked: 'Your camera is blocked by the browser. Click the lock in the address bar to allow it, then try again.',
    'blocked-by-system':
      'Your system does not let the browser use the camera. Allow it in the system settings, under privacy.',
    missing: 'No camera was found. Plug one in, or join without.',
    'in-use': 'Another program is using your camera. Close that program, then try again.',
    insecure: 'Cameras work only on a secure page. Open the link with https, or on this machine with localhost.',
    unplugged: 'Your camera was unplugged. Plug it in again or choose another one.',
    unsupported: 'This browser cannot use a camera. Use a current Chrome, Edge, Firefox or Safari.',
    failed: 'Your camera could not be started. Unplug it and plug it in again, or choose another one.',
  },
  microphone: {
    blocked:
      'Your microphone is blocked by the browser. Click the lock in the address bar to allow it, then try again.',
    'blocked-by-system':
      'Your system does not let the browser use the microphone. Allow it in the system settings, under privacy.',
    missing: 'No microphone was found. Plug one in, or join to listen.',
    'in-use': 'Another program is using your microphone. Close that program, then try again.',
    insecure: 'Microphones work only on a secure page. Open the link with https, or on this machine with localhost.',
    unplugged: 'Your microphone was unplugged. Plug it in again or choose another one.',
    unsupported: 'This browser cannot use a microphone. Use a current Chrome, Edge, Firefox or Safari.',
    failed: 'Your microphone could not be started. Unplug it and plug it in again, or choose another one.',
  },
  screen: {
    blocked: 'The browser does not let this page share your screen.',
    'blocked-by-system':
      'Your system does not let the browser record the screen. Allow it in the system settings, under privacy.',
    missing: 'There is nothing to share.',
    'in-use': 'The screen could not be captured. Try another window or screen.',
    insecure:
      'Screens can be shared only from a secure page. Open the link with https, or on this machine with localhost.',
    unplugged: 'The shared screen is gone.',
    unsupported: 'This browser cannot share a screen. Use a computer with a current Chrome, Edge, Firefox or Safari.',
    failed: 'The screen could not be shared. Try again.',
  },
  retry: { camera: 'Try the camera again', microphone: 'Try the microphone again' },
  switched: {
    camera: (label: string) => `Your camera was unplugged. Now using ${label}.`,
    microphone: (label: string) => `Your microphone was unplugged. Now using ${label}.`,
  },
  lost: {
    camera: 'Your camera was unplugged. Others see your name instead; your sound goes on.',
    microphone: 'Your microphone was unplugged. Nobody hears you until you choose another one.',
  },
} as const;
