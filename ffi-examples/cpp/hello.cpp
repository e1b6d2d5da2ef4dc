// Prints the names of events: AMI_SECRET=... hello HOST PORT USER
// A UCM6XXX listens on port 7777, or with AMI_PIN on 5039, a stock Asterisk on 5038.
#include <amiwire.hpp>
#include <cstdlib>
#include <iostream>

int main(int argc, char **argv)
try {
    amiwire::config cfg;
    cfg.host = argc > 1 ? argv[1] : "localhost";
    cfg.port = argc > 2 ? static_cast<std::uint32_t>(std::atoi(argv[2])) : 0;
    cfg.username = argc > 3 ? argv[3] : "ucmamiuser1";
    cfg.secret = std::getenv("AMI_SECRET");
    cfg.tls_pin = std::getenv("AMI_PIN"); // TLS if it is set, plain TCP if not
    amiwire::connection pbx(cfg);
    for (const amiwire::packet &packet : pbx)
        if (packet.is_event())
            std::cout << packet.title() << std::endl;
} catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
