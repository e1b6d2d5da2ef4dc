// The session in an event loop of one's own: a socket, poll(), and no help of
// the connector's. Logs in by MD5, asks for the channels and the queues at
// once, and leaves when both answers are whole. Not every exchange knows both
// actions, and a queue that is not there gives no items: either is said.
//
//     AMI_SECRET=... session ADDRESS PORT USER
#include <amiwire.hpp>

#include <arpa/inet.h>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using clock_type = std::chrono::steady_clock;

class client {
public:
    client(int socket, const char *username, const char *secret)
        : socket_(socket), username_(username), secret_(secret), session_(clock_type::now())
    {
    }

    // Until the exchange has closed; whether both answers were whole.
    bool run()
    {
        while (receive() && transmit()) {
        }
        return whole_ == 2;
    }

private:
    // One packet, or one thing that time brings.
    void told(const amiwire::outcome &outcome, const amiwire::packet *packet)
    {
        switch (outcome.what) {
        case AMIWIRE_WHAT_BANNER:
            session_.challenge();
            break;
        case AMIWIRE_WHAT_CHALLENGE:
            session_.login_md5(username_, secret_, "off");
            break;
        case AMIWIRE_WHAT_LOGGED_IN:
            session_.submit(1, amiwire::action("CoreShowChannels"), clock_type::now());
            session_.submit(2, amiwire::action("QueueStatus", {{"Queue", "6500"}}), clock_type::now());
            break;
        case AMIWIRE_WHAT_RESPONSE:
            // No list follows: an Error, or a Success that says there is nothing.
            refused(outcome.tag, *packet);
            break;
        case AMIWIRE_WHAT_LIST_ITEM:
            items_[outcome.tag - 1]++;
            std::cout << outcome.tag << ": " << packet->title() << " with " << packet->size() << " headers\n";
            break;
        case AMIWIRE_WHAT_LIST_END:
            // An Error may end a list, too.
            if (packet->is_response())
                refused(outcome.tag, *packet);
            else
                whole_++;
            if (items_[outcome.tag - 1] == 0)
                std::cout << outcome.tag << ": no items\n";
            break;
        case AMIWIRE_WHAT_TEXT:
            // Of an exchange that answers with text: its rows as they are.
            std::cout << outcome.tag << ": " << packet->raw();
            break;
        case AMIWIRE_WHAT_TEXT_END:
            whole_++;
            break;
        case AMIWIRE_WHAT_TIMED_OUT:
            std::cerr << "session: no answer to action " << outcome.tag << '\n';
            break;
        case AMIWIRE_WHAT_TOO_LARGE:
            // A packet of an answer: it is not whole, and not waited for.
            std::cerr << "session: a packet of the answer to action " << outcome.tag << " is too large\n";
            if (!outcome.last)
                session_.give_up(outcome.tag);
            break;
        case AMIWIRE_WHAT_LOGIN_REFUSED:
            throw amiwire::error(amiwire::status::LOGIN_REFUSED);
        case AMIWIRE_WHAT_CHALLENGE_REFUSED:
            // This exchange has no MD5 login, or not for everybody.
            throw amiwire::error(amiwire::status::CHALLENGE_REFUSED);
        case AMIWIRE_WHAT_LOGIN_TIMED_OUT:
            throw amiwire::error(amiwire::status::PEER_SILENT);
        default:
            break;
        }
        if ((outcome.last || outcome.what == AMIWIRE_WHAT_TOO_LARGE) && session_.in_flight() == 0)
            session_.logoff();
    }

    // What the exchange says instead of a list.
    void refused(std::uint64_t tag, const amiwire::packet &packet)
    {
        const char *name = tag == 1 ? "CoreShowChannels" : "QueueStatus";
        if (packet.is("Success"))
            whole_++;
        std::cerr << "session: the exchange answers " << name << " with " << packet.title() << ": "
                  << packet.get("Message").value_or("") << '\n';
    }

    bool transmit()
    {
        while (!session_.transmit().empty()) {
            const std::string_view bytes = session_.transmit();
            const ssize_t n = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n < 0)
                return errno == EINTR;
            session_.sent(static_cast<std::size_t>(n));
        }
        return true;
    }

    bool receive()
    {
        pollfd ready = {socket_, POLLIN, 0};
        int wait = -1;
        if (const auto deadline = session_.deadline()) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - clock_type::now()).count();
            wait = left > 0 ? static_cast<int>(left) : 0;
        }
        if (poll(&ready, 1, wait) > 0) {
            const amiwire::room room = reader_.space();
            const ssize_t n = recv(socket_, room.data, room.size, 0);
            if (n <= 0)
                return false;
            reader_.commit(static_cast<std::size_t>(n));
            session_.heard(reader_, clock_type::now());
            // Text is what a Command of ours has asked for: whose it may be is
            // announced before each packet. A packet over the limit is skipped, and may
            // be one of an answer; a text without an end ends this.
            for (;;) {
                std::error_code code;
                session_.announce(reader_);
                const amiwire::packet *packet = reader_.next(code);
                if (packet)
                    told(session_.handle(*packet, clock_type::now()), packet);
                else if (!code)
                    break;
                else if (const auto outcome = session_.refused(reader_, clock_type::now()))
                    told(*outcome, nullptr);
                if (code == amiwire::status::TEXT_TOO_LARGE)
                    throw amiwire::error(code);
            }
        }
        while (const auto outcome = session_.handle_timeout(clock_type::now()))
            told(*outcome, nullptr);
        return true;
    }

    static amiwire::reader_options announced()
    {
        amiwire::reader_options options;
        options.text = AMIWIRE_TEXT_ANNOUNCED;
        return options;
    }

    int socket_;
    const char *username_, *secret_;
    amiwire::session session_;
    amiwire::reader reader_{65536, 1024, announced()};
    int whole_ = 0, items_[2] = {0, 0};
};

} // namespace

int main(int argc, char **argv)
{
    sockaddr_in address = {};
    const char *secret = std::getenv("AMI_SECRET");
    address.sin_family = AF_INET;
    if (argc != 4 || !secret || inet_pton(AF_INET, argv[1], &address.sin_addr) != 1) {
        std::cerr << "usage: AMI_SECRET=... session ADDRESS PORT USER\n";
        return 2;
    }
    address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(argv[2])));
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool whole = false;
    try {
        if (fd < 0 || connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            throw std::system_error(errno, std::generic_category(), argv[1]);
        whole = client(fd, argv[3], secret).run();
    } catch (const std::exception &error) {
        std::cerr << "session: " << error.what() << '\n';
    }
    if (fd >= 0)
        close(fd);
    return whole ? 0 : 1;
}
