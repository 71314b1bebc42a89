// Goroutines that say back what they read ("server echo"), or net/http ("server http").
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

func echo(c net.Conn) {
	defer c.Close()
	part := make([]byte, 4096)
	for {
		n, err := c.Read(part)
		if err != nil {
			return
		}
		if _, err = c.Write(part[:n]); err != nil {
			return
		}
	}
}

func hello(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	io.WriteString(w, "hello")
}

func main() {
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(door.Addr().(*net.TCPAddr).Port)
	if os.Args[1] == "http" {
		panic(http.Serve(door, http.HandlerFunc(hello)))
	}
	for {
		c, err := door.Accept()
		if err != nil {
			panic(err)
		}
		go echo(c)
	}
}
