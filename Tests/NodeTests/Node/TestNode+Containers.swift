import Foundation
import TestSupport

/// What tests do with docker on nodes.
extension TestNode {
    /// Makes an image of the node's own busybox, which serves the node's name.
    func makeImage() async throws {
        try await run(
            "sh",
            "-euc",
            """
            cd "$(mktemp -d)"
            mkdir bin www
            cp /bin/busybox bin/
            echo \(name) > www/index.html
            tar -c . | docker import - box
            """
        )
    }

    /// Starts a container that serves the node's name on its port 8080, and says its address.
    func startContainer(_ container: String, _ options: String...) async throws -> String {
        let serve = ["box", "/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"]
        try await command(["docker", "run", "--detach", "--name", container] + options + serve)
            .succeed()
        let address = "{{.NetworkSettings.Networks.bridge.IPAddress}}"
        return try await run("docker", "inspect", "--format", address, container)
            .trimmingCharacters(in: .newlines)
    }

    /// Whether a container here, or the node itself, gets an echo from an address.
    func hears(_ address: String, from container: String? = nil) async throws -> Bool {
        try await asks(["ping", "-c", "1", "-W", "5", address], container) != nil
    }

    /// What an address serves on a port, as a container here, or the node itself, sees it; nil if
    /// nothing.
    func fetch(_ address: String, port: Int = 8080, from container: String? = nil) async throws
        -> String?
    {
        let url = "http://\(address):\(port)/"
        return try await asks(
            ["timeout", "10", "/bin/busybox", "wget", "-q", "-O", "-", url],
            container
        )?
        .trimmingCharacters(in: .newlines)
    }

    /// Waits until the status has such words of the containers: on busy cores its questions may
    /// take too long.
    func status(saysOfContainers words: String) async throws {
        try await within(.seconds(120), "\(name)'s status to say '\(words)'") {
            while try await !self.status()["containers"].hasPrefix(words) {}
        }
    }

    private func asks(_ question: [String], _ container: String?) async throws -> String? {
        let place = container.map { ["docker", "exec", $0, "/bin/busybox"] } ?? ["busybox"]
        let answer = try await command(place + question).run(within: .seconds(60))
        return answer.status == 0 ? answer.standardOutput : nil
    }
}
