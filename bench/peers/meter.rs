//! How many times a second of CPU an operation can be done; the other languages' peers measure in the same way.

fn cpu() -> f64 {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut t) };
    t.tv_sec as f64 + t.tv_nsec as f64 / 1e9
}

fn window(op: &mut dyn FnMut(), seconds: f64, batch: usize) -> (f64, usize) {
    let (start, mut n) = (cpu(), 0);
    loop {
        for _ in 0..batch {
            op();
        }
        n += batch;
        let spent = cpu() - start;
        if spent >= seconds {
            return (n as f64 / spent, n);
        }
    }
}

pub fn measure(row: &str, op: &mut dyn FnMut()) {
    let (_, n) = window(op, 0.5, 1);
    let seconds: f64 = std::env::var("WINDOW").map_or(1.0, |text| text.parse().unwrap());
    let mut best: f64 = 0.0;
    for _ in 0..3 {
        best = best.max(window(op, seconds, n / 50 + 1).0);
    }
    println!("{row}\t{best:.1}");
}
