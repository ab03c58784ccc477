import socket,subprocess,sys,re,time,os,signal
n=int(sys.argv[1]); target=sys.argv[2]; out=sys.argv[3]; cmd=sys.argv[4:]
p=subprocess.Popen(["valgrind","--tool=callgrind",f"--callgrind-out-file={out}","--collect-systime=no",*cmd],stdout=subprocess.PIPE,stderr=open(out+".err","w"))
port=None
while True:
    l=p.stdout.readline()
    if not l: sys.exit("ended")
    m=re.search(rb"127.0.0.1:(\d+)",l)
    if m: port=int(m[1]);break
s=socket.create_connection(("127.0.0.1",port)); s.setsockopt(socket.IPPROTO_TCP,socket.TCP_NODELAY,1)
req=f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: keep-alive\r\n\r\n".encode()
for i in range(n):
    s.sendall(req); b=b""
    while b"World!" not in b: b+=s.recv(4096)
s.close()
p.terminate() if len(cmd)>1 else p.send_signal(signal.SIGINT); p.wait()
