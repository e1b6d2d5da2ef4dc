//! The simulator's log shows everything but secrets.

#[path = "../../tests/shown/shapes.rs"]
mod shapes;

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};

use amiwire_sim::{Config, Simulator};
use shapes::{SECRET, SHAPES, with_secret};

#[test]
fn no_shape_of_a_secret_is_in_the_simulators_log() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    let log = Box::new(move |line: &str| kept.lock().unwrap().push(line.to_string()));
    let tcp = Some(([127, 0, 0, 1], 0).into());
    let simulator = Simulator::start(Config { tcp, log: Some(log), ..Config::default() }).unwrap();
    let shapes: Vec<_> = SHAPES.iter().filter(|shape| !shape.replace("\r\n", "").contains('\n')).collect();
    for shape in &shapes {
        let mut stream = std::net::TcpStream::connect(simulator.tcp_address().unwrap()).unwrap();
        let request = format!("Action: X\r\n{}\r\n\r\nAction: Logoff\r\n\r\n", with_secret(shape));
        stream.write_all(request.as_bytes()).unwrap();
        // Until it has answered and closed.
        let _ = stream.read_to_end(&mut Vec::new());
    }
    drop(simulator);
    let lines = lines.lock().unwrap();
    let requests: Vec<_> = lines.iter().filter(|line| line.contains("Action: X")).collect();
    assert_eq!(requests.len(), shapes.len());
    for line in requests {
        assert!(line.contains("***"), "{line}");
    }
    assert!(!lines.concat().contains(SECRET), "{lines:#?}");
}
