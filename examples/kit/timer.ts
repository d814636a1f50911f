// SPDX-License-Identifier: MIT
// A timer that sets itself again and that others set, and somebody who frees what it uses: he has to wait for the function, and
// keep everybody from setting the timer again.

import { type bool, scenario, type u8 } from 'faultline';
import { end_timer, expire_timer, mod_timer, timer_list, timer_shutdown_sync } from 'faultline/kit/timer.ts';

class device {
  readonly timer: timer_list = new timer_list();
  ticks: u8 = 0;
  gone: bool = false;
  used_late: bool = false;
}

export default scenario({
  title: 'a timer that sets itself again, and its end',
  world() {
    return { device: new device() };
  },
  threads: {
    'CPU0 remove'(w) {
      mod_timer(w.device.timer);
      timer_shutdown_sync(w.device.timer);
      w.device.gone = true;
    },
    // Somebody else sets it, at any moment.
    'CPU1 arm'(w) {
      mod_timer(w.device.timer);
    },
  },
  daemons: {
    timer(w) {
      expire_timer(w.device.timer);
      if (w.device.gone) w.device.used_late = true;
      w.device.ticks = 1;
      mod_timer(w.device.timer);
      end_timer(w.device.timer);
    },
  },
  always: {
    'no tick on a device that is gone': (w) => !w.device.used_late,
    'nothing is set afterwards': (w) => !w.device.gone || (!w.device.timer.pending && !w.device.timer.running),
  },
  sometimes: {
    'it runs while somebody waits for it': (w) => w.device.timer.running && w.device.timer.pending,
  },
  claims: [
    {
      id: 'kit/timer',
      by: 'the kit',
      property: 'no tick on a device that is gone',
      thread: 'derived',
      expect: 'holds',
    },
    { id: 'kit/timer', by: 'the kit', property: 'nothing is set afterwards', thread: 'derived', expect: 'holds' },
    { id: 'kit/timer', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/timer',
      by: 'the kit',
      variant: '+no-shutdown',
      property: 'nothing is set afterwards',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: 'kit/timer',
      by: 'the kit',
      variant: '+no-wait-for-it',
      property: 'no tick on a device that is gone',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
